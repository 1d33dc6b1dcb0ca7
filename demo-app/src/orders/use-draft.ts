// Text that is being typed over a value that others may change meanwhile. It is saved when the field is left, so that a text is one
// change and not forty. When the value changes elsewhere before that, both are kept until the user chooses. What was saved is shown
// until the database brings it back.

import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { isDirty, refused, saved, settled, theirsOf, typed, type Edit } from './draft-step.ts'

export interface Draft {
  readonly text: string
  readonly isDirty: boolean
  /** The value that came from elsewhere during the typing; null: none did. */
  readonly theirs: string | null
  readonly type: (text: string) => void
  /** Saves a text that was not typed. */
  readonly put: (text: string) => void
  /** The field is left: saves, unless there is something to choose. */
  readonly finish: () => void
  readonly keepMine: () => void
  readonly takeTheirs: () => void
}

/** Drafts that were left with a choice open: they are there again when the field is. */
const openEdits = new Map<string, Edit>()

export interface DraftOptions {
  /** Tells the fields of all orders apart. */
  readonly name: string
  readonly value: string
  readonly save: (text: string, onRefused: () => void) => void
  /** How the value will be written once `text` is saved. Default: the same. */
  readonly toValue?: (text: string) => string
}

export function useDraft({ name, value, save, toValue = text => text }: DraftOptions): Draft {
  const [kept, setEdit] = useState(() => openEdits.get(name) ?? null)
  const edit = settled(kept, value)
  if (edit !== kept) setEdit(edit)
  const theirs = theirsOf(edit, value)
  const put = (text: string): void => {
    openEdits.delete(name)
    const next = toValue(text)
    setEdit(before => saved(before, next, value))
    save(text, () => setEdit(before => refused(before, next, latest.current.value)))
  }
  const end = (): void => {
    openEdits.delete(name)
    setEdit(null)
  }
  const leave = (): void => {
    if (!isDirty(edit, value)) return
    if (theirs === null) put(edit.text)
    else openEdits.set(name, edit)
  }

  const latest = useRef({ value, leave })
  useLayoutEffect(() => {
    latest.current = { value, leave }
  })
  // Whoever goes to another order or view has left the field, too.
  useEffect(() => () => latest.current.leave(), [])

  return {
    text: edit?.text ?? value,
    isDirty: isDirty(edit, value),
    theirs,
    type: text => setEdit(before => typed(before, text, value)),
    put,
    finish: () => {
      leave()
      if (edit?.kind === 'typing' && !isDirty(edit, value)) end()
    },
    keepMine: () => {
      if (edit !== null) put(edit.text)
    },
    takeTheirs: end,
  }
}
