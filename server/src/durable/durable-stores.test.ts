// The log, pages and lease of a branch over memory and files, with faults: one contract, and what a lost lease does.

import { ManualClock } from '@zendb/shared/base/clock'
import { seededRandom } from '@zendb/shared/base/random'
import { describeLogStore } from '@zendb/shared/testing/log-store-contract'
import { describePageStore } from '@zendb/shared/testing/page-store-contract'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import { createBranch, takeBranch, type HeldBranch, type LeaseOptions } from './lease.ts'

const name = { database: 'db', branch: 'main' }

async function makeBranch(): Promise<() => Promise<HeldBranch>> {
  const options: LeaseOptions = {
    objects: new MemoryObjectStore(),
    clock: new ManualClock(),
    random: seededRandom(1),
    holder: 'test',
    sleep: () => Promise.resolve(),
  }
  await createBranch(options, name)
  return () => takeBranch(options, name)
}

describeLogStore('the segment log', async () => {
  const take = await makeBranch()
  return { open: async () => (await take()).log, dispose: () => Promise.resolve() }
})

describePageStore('the object page store', async () => {
  const take = await makeBranch()
  return { open: async () => (await take()).pages, dispose: () => Promise.resolve() }
})
