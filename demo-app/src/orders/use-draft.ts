// Text that is being typed over a value that others may change meanwhile. It is saved when the field is left, so that a text is one
// change and not forty. When the value changes elsewhere before that, both are kept until the user chooses.

import { useEffect, useLayoutEffect, useRef, useState } from 'react'

interface Edit {
  readonly text: string
  /** The value when the typing began. */
  readonly base: string
}

export interface Draft {
  readonly text: string
  readonly isDirty: boolean
  /** The value that came from elsewhere during the typing; null: none did. */
  readonly theirs: string | null
  readonly type: (text: string) => void
  /** The field is left: saves, unless there is something to choose. */
  readonly finish: () => void
  readonly keepMine: () => void
  readonly takeTheirs: () => void
}

/** Drafts that were left with a choice open: they are there again when the field is. */
const openEdits = new Map<string, Edit>()

/** `name` tells the fields of all orders apart. */
export function useDraft(name: string, value: string, save: (text: string) => void): Draft {
  const [edit, setEdit] = useState(() => openEdits.get(name) ?? null)
  const isDirty = edit !== null && edit.text !== value
  const theirs = isDirty && value !== edit.base ? value : null
  const end = (): void => {
    openEdits.delete(name)
    setEdit(null)
  }
  const saveIfClear = (): void => {
    if (isDirty && theirs === null) save(edit.text)
    else if (isDirty) openEdits.set(name, edit)
  }

  const leave = useRef(saveIfClear)
  useLayoutEffect(() => {
    leave.current = saveIfClear
  })
  // Whoever goes to another order or view has left the field, too.
  useEffect(() => () => leave.current(), [])

  return {
    text: edit?.text ?? value,
    isDirty,
    theirs,
    type: text => setEdit(before => ({ text, base: before?.base ?? value })),
    finish: () => {
      saveIfClear()
      if (theirs === null) end()
    },
    keepMine: () => {
      if (edit !== null) save(edit.text)
      end()
    },
    takeTheirs: end,
  }
}
