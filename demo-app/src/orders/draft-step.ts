// What becomes of a text that is being typed over a value which others may change, and which follows an own save a moment later: pure
// steps for use-draft.ts. null: nothing is being typed and nothing is on its way; the value is shown.

export type Edit =
  /** `base`: the value when the typing began. */
  | { readonly kind: 'typing'; readonly text: string; readonly base: string; readonly ours: readonly string[] }
  /** Saved, and shown until the value is that. `ours`: what the value may still be meanwhile: what it was, and earlier saves. */
  | { readonly kind: 'saving'; readonly text: string; readonly ours: readonly string[] }

/** Typing over a save that is on its way begins from what was saved. */
export function typed(edit: Edit | null, text: string, value: string): Edit {
  if (edit === null) return { kind: 'typing', text, base: value, ours: [] }
  return edit.kind === 'typing' ? { ...edit, text } : { kind: 'typing', text, base: edit.text, ours: edit.ours }
}

export function saved(edit: Edit | null, text: string, value: string): Edit | null {
  const ours = edit?.kind === 'saving' ? [...edit.ours, edit.text] : [value]
  return settled({ kind: 'saving', text, ours }, value)
}

/** The value is this now: a save has arrived, or something newer has. */
export function settled(edit: Edit | null, value: string): Edit | null {
  if (edit === null || edit.ours.includes(value)) return edit?.kind === 'saving' && edit.text === value ? null : edit
  if (edit.kind === 'saving') return null
  return edit.ours.length === 0 ? edit : { ...edit, ours: [] }
}

/** The save of `text` was refused: it is a draft again, and not lost. */
export function refused(edit: Edit | null, text: string, value: string): Edit | null {
  return edit?.kind === 'saving' && edit.text === text ? { kind: 'typing', text, base: value, ours: [] } : edit
}

export function isDirty(edit: Edit | null, value: string): edit is Edit & { kind: 'typing' } {
  return edit?.kind === 'typing' && edit.text !== value
}

/** The value that came from elsewhere during the typing; null: none did. */
export function theirsOf(edit: Edit | null, value: string): string | null {
  return isDirty(edit, value) && value !== edit.base && !edit.ours.includes(value) ? value : null
}
