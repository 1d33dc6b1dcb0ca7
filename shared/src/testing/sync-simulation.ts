// Clients and a server under one seed: virtual time, links that are cut or worse, crashes that lose the last commits, clocks
// that are wrong, a log that is truncated. The sessions are the real ones; the databases are models. Ends in a rest, in
// which the network is good, and everything must have been decided and be equal.

import { seededRandom, type Random } from '../base/random.ts'
import { stepClient } from '../sync/client-sync.ts'
import { SessionDriver } from '../sync/session-driver.ts'
import { SyncDriver } from '../sync/sync-driver.ts'
import { ModelAcceptor, type AcceptorBug } from './model-acceptor.ts'
import { ModelReplica, type ReplicaBug, type SavedReplica } from './model-replica.ts'
import { hostileLink, orderlyLink, SimulatedLink, type LinkPlan } from './simulated-link.ts'
import { SyncChecker } from './sync-checker.ts'
import { VirtualTime } from './virtual-time.ts'

export type SyncBug = AcceptorBug | ReplicaBug | 'ack outside the stream'

export interface SimulationPlan {
  readonly seed: number
  readonly clients: number
  readonly steps: number
  readonly bugs?: readonly SyncBug[]
}

export interface SimulationResult {
  readonly accepted: number
  readonly rejected: number
  readonly lostCells: number
  readonly connections: number
  readonly crashes: number
  readonly bootstraps: number
}

interface Client {
  replica: ModelReplica
  driver: SyncDriver
  saved: SavedReplica | null
  link: SimulatedLink | null
}

/** Throws BrokenPromise (or an assertion of the code under test) when a promise does not hold. */
export async function simulateSync(plan: SimulationPlan): Promise<SimulationResult> {
  const simulation = new SyncSimulation(plan)
  return simulation.run()
}

class SyncSimulation {
  readonly #plan: SimulationPlan
  readonly #random: Random
  readonly #time = new VirtualTime()
  readonly #checker = new SyncChecker()
  readonly #acceptor: ModelAcceptor
  readonly #clients: Client[] = []
  readonly #bugs: ReadonlySet<SyncBug>
  /** Faults of the code under test that appear inside callbacks. */
  readonly #faults: unknown[] = []
  #link: LinkPlan
  #isServerUp = true
  #connections = 0
  #crashes = 0
  #bootstraps = 0

  constructor(plan: SimulationPlan) {
    this.#plan = plan
    this.#random = seededRandom(plan.seed)
    this.#bugs = new Set(plan.bugs ?? [])
    this.#acceptor = new ModelAcceptor(this.#time, this.#bugs as ReadonlySet<AcceptorBug>)
    this.#link = this.#random.float() < 0.5 ? orderlyLink : hostileLink
    for (let i = 0; i < plan.clients; i++) this.#clients.push(this.#openClient(null, i))
  }

  #openClient(saved: SavedReplica | null, index: number): Client {
    const replica = new ModelReplica(this.#time, this.#random, this.#bugs as ReadonlySet<ReplicaBug>, saved)
    replica.skewMs = this.#random.float() < 0.1 ? 365 * 86_400_000 : Math.round((this.#random.float() - 0.5) * 20_000)
    const client: Client = { replica, driver: undefined as never, saved, link: null }
    client.driver = new SyncDriver({
      store: replica,
      connect: () => this.#connect(client),
      timers: this.#time,
      random: this.#random,
      replica: `client ${index}`,
      database: 'db',
      branch: 'main',
      token: () => Promise.resolve(null),
      step: this.#bugs.has('gap accepted') ? acceptGaps : stepClient,
    })
    client.driver.start()
    return client
  }

  async #connect(client: Client): Promise<SimulatedLink['client']> {
    await this.#time.sleep(5)
    if (!this.#isServerUp || this.#random.float() < 0.1) throw new TypeError('no route')
    this.#connections++
    const link = new SimulatedLink(this.#time, this.#random, () => this.#link)
    client.link = link
    const gate = { open: () => Promise.resolve({ acceptor: this.#acceptorFor(client), canWrite: true }) }
    new SessionDriver(link.server, { gate, clock: this.#time, timers: this.#time, onFault: fault => this.#faults.push(fault) })
    return link.client
  }

  #acceptorFor(client: Client): ModelAcceptor {
    const acceptor = this.#acceptor
    const bugs = this.#bugs
    const counted = (): void => {
      this.#bootstraps++
    }
    return new Proxy(acceptor, {
      get(target, name) {
        if (name === 'bootstrap') counted()
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        if (name === 'accept' && bugs.has('ack outside the stream'))
          return async (changeSet: Parameters<ModelAcceptor['accept']>[0]) => {
            const answer = await target.accept(changeSet)
            if (answer.kind === 'decided') client.replica.dropEntry(changeSet)
            return answer
          }
        return value.bind(target) as unknown
      },
    })
  }

  async run(): Promise<SimulationResult> {
    for (let step = 0; step < this.#plan.steps; step++) {
      this.#act()
      // Mostly a few moments; sometimes long enough for heartbeats and silence to matter.
      await this.#time.advance(this.#random.float() < 0.03 ? 30_000 : this.#random.below(60))
      this.#check()
    }
    await this.#rest()
    const { accepted, rejected, lostCells } = this.#checker
    return { accepted, rejected, lostCells, connections: this.#connections, crashes: this.#crashes, bootstraps: this.#bootstraps }
  }

  #check(): void {
    if (this.#faults.length > 0) throw this.#faults[0]
    this.#checker.check(
      this.#acceptor,
      this.#clients.map(client => client.replica),
      this.#time.nowMs(),
    )
  }

  #act(): void {
    const random = this.#random
    const index = random.below(this.#clients.length)
    const client = this.#clients[index]
    const chance = random.float()
    if (chance < 0.7) return this.#write(index, client)
    if (chance < 0.78) client.saved = client.replica.save()
    else if (chance < 0.83) client.link?.cut()
    else if (chance < 0.87) this.#crashClient(index, client)
    else if (chance < 0.92) client.driver.dispatch({ kind: 'online', isOnline: random.float() < 0.6 })
    else if (chance < 0.94) client.driver.pause()
    else if (chance < 0.97) client.driver.start()
    else if (chance < 0.98) this.#crashServer()
    else if (chance < 0.99) this.#acceptor.truncate(random.below(10))
    else this.#link = random.float() < 0.5 ? orderlyLink : hostileLink
  }

  #write(index: number, client: Client): void {
    const changeSet = client.replica.write()
    if (changeSet === null) return
    this.#checker.write(index, changeSet, client.replica.lastDependencies)
    client.driver.outboxChanged()
  }

  /** The tab dies; its store comes back as of the last save. */
  #crashClient(index: number, client: Client): void {
    this.#crashes++
    client.driver.pause()
    client.link?.cut()
    this.#clients[index] = this.#openClient(client.saved, index)
    this.#checker.reopened(index, this.#clients[index].replica)
  }

  #crashServer(): void {
    this.#acceptor.crash()
    for (const client of this.#clients) client.link?.cut()
    this.#isServerUp = false
    this.#time.set(this.#random.below(2000), () => {
      this.#isServerUp = true
    })
  }

  /** A good network and no more writes: within some minutes all must be decided and equal. */
  async #rest(): Promise<void> {
    this.#link = orderlyLink
    for (const client of this.#clients) {
      client.driver.dispatch({ kind: 'online', isOnline: true })
      client.driver.start()
    }
    for (let minute = 0; minute < 20 && !this.#isAtRest(); minute++) {
      await this.#time.advance(60_000)
      this.#check()
    }
    this.#checker.atRest(
      this.#acceptor,
      this.#clients.map(client => client.replica),
    )
    for (const client of this.#clients) client.driver.pause()
  }

  #isAtRest(): boolean {
    const { lsn } = this.#acceptor.head()
    return this.#clients.every(({ replica }) => replica.outbox().length === 0 && replica.state.position.lsn === lsn)
  }
}

/** The planted bug: takes a batch that does not follow. */
const acceptGaps: typeof stepClient = (state, event, view) => {
  if (event.kind !== 'message' || event.message.kind !== 'batch' || event.message.from <= state.reached)
    return stepClient(state, event, view)
  return stepClient(state, { kind: 'message', message: { ...event.message, from: state.reached } }, view)
}
