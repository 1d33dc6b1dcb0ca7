// The note of an order: saved when the field is left or with Ctrl+Enter, given up with Escape.

import { useId } from 'react'
import { useWrite } from '../feedback/use-write.ts'
import { ChangedElsewhere } from './changed-elsewhere.tsx'
import { changeNote } from './order-writes.ts'
import type { Order } from './order.ts'
import { useDraft } from './use-draft.ts'

const noteMaxLength = 500

export function OrderNote({ order }: { readonly order: Order }) {
  const write = useWrite()
  const id = useId()
  const draft = useDraft({
    name: `note of ${order.id}`,
    value: order.note,
    save: (note, onRefused) => write(changeNote(order, note), onRefused),
  })
  return (
    <div className="field handling-note">
      <label className="field-label" htmlFor={id}>
        Note
      </label>
      <textarea
        id={id}
        className="input"
        rows={2}
        maxLength={noteMaxLength}
        value={draft.text}
        placeholder="For the packer or the driver"
        aria-describedby={`${id}-hint`}
        onChange={event => draft.type(event.target.value)}
        onBlur={draft.finish}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) draft.finish()
          // The second Escape closes the order.
          if (event.key !== 'Escape' || !draft.isDirty) return
          event.stopPropagation()
          draft.takeTheirs()
        }}
      />
      {draft.theirs !== null && <ChangedElsewhere theirs={draft.theirs} onKeepMine={draft.keepMine} onTakeTheirs={draft.takeTheirs} />}
      <p id={`${id}-hint`} className="field-hint">
        Saved when you leave the field; Escape gives it up
      </p>
    </div>
  )
}
