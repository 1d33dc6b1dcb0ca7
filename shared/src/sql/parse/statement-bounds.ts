// Finds where a statement ends: a `;` inside parentheses (CREATE RULE … DO (a; b)) or inside the BEGIN ATOMIC … END of a function
// belongs to the statement. The lexer reports every parenthesis and key word.

/** State of one statement, reset before the next. */
export class StatementBounds {
  private parentheses = 0
  private words = 0
  private isRoutine = false
  private isCreate = false
  private isAfterBegin = false
  private blocks = 0

  reset(): void {
    this.parentheses = 0
    this.words = 0
    this.isRoutine = false
    this.isCreate = false
    this.isAfterBegin = false
    this.blocks = 0
  }

  isOutside(): boolean {
    return this.parentheses === 0 && this.blocks === 0
  }

  open(): void {
    this.parentheses++
  }

  close(): void {
    if (this.parentheses > 0) this.parentheses--
  }

  word(text: string): void {
    this.words++
    if (this.words === 1) this.isCreate = text === 'create'
    if (!this.isCreate) return
    if (this.words <= 4 && (text === 'function' || text === 'procedure')) this.isRoutine = true
    if (!this.isRoutine) return
    if (this.blocks === 0) {
      if (text === 'atomic' && this.isAfterBegin) this.blocks = 1
      this.isAfterBegin = text === 'begin'
    } else if (text === 'case' || text === 'begin') {
      this.blocks++
    } else if (text === 'end') {
      this.blocks--
    }
  }
}
