// Values of the settings of one session, and what SET LOCAL puts back. What may be set is decided in change-setting.ts.

import { schemasOfPath } from '../functions/search-path.ts'

export class SessionSettings {
  /** What was set; the rest is as in functions/setting-defaults.ts. */
  readonly values = new Map<string, string>()
  /** Values before SET LOCAL, to be put back at the end of the transaction. */
  readonly #local = new Map<string, string | undefined>()
  #searchPath: readonly string[] = ['public']
  #planningKey: string | null = null

  /** Schemas in which unqualified names are looked for. */
  get searchPath(): readonly string[] {
    return this.#searchPath
  }

  /** Settings by which a statement's names and literals are read when it is planned. */
  get planningKey(): string {
    const { values } = this
    this.#planningKey ??= `${this.#searchPath.join()} ${values.get('timezone')} ${values.get('datestyle')} ${values.get('intervalstyle')}`
    return this.#planningKey
  }

  /** `given` null: back to the default. Called by change-setting.ts, which knows what may be set. */
  set(key: string, given: string | null, isLocal: boolean): void {
    if (isLocal && !this.#local.has(key)) this.#local.set(key, this.values.get(key))
    this.#planningKey = null
    if (given === null) this.values.delete(key)
    else this.values.set(key, given)
    if (key === 'search_path') this.#searchPath = schemasOfPath(this.values.get(key) ?? 'public')
  }

  /** SET LOCAL ends with its transaction. */
  endTransaction(): void {
    if (this.#local.size === 0) return
    this.#planningKey = null
    for (const [key, value] of this.#local) {
      if (value === undefined) this.values.delete(key)
      else this.values.set(key, value)
      if (key === 'search_path') this.#searchPath = schemasOfPath(value ?? 'public')
    }
    this.#local.clear()
  }
}
