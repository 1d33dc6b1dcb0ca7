// When a checkpoint is due: after so many commits or so much log, whichever comes first. What is committed while pages are being
// written counts for the next one.

import { checkpointCommits, checkpointLogBytes } from '../base/limits.ts'

export class CheckpointPace {
  #commits = 0
  #bytes = 0

  /** Commits that are in no pages yet. */
  get commits(): number {
    return this.#commits
  }

  get isDue(): boolean {
    return this.#commits >= checkpointCommits || this.#bytes >= checkpointLogBytes
  }

  /** A record of so many bytes is durable in the log, or was found there. */
  note(bytes: number): void {
    this.#commits++
    this.#bytes += bytes
  }

  /** To be called when the state to be stored is known; what it answers, when its pages are stored. */
  begin(): () => void {
    const [commits, bytes] = [this.#commits, this.#bytes]
    return () => {
      this.#commits -= commits
      this.#bytes -= bytes
    }
  }
}
