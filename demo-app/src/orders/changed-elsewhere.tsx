// Told beside a field: its value changed on another device while this one was typing.

interface Props {
  readonly theirs: string
  readonly onKeepMine: () => void
  readonly onTakeTheirs: () => void
}

export function ChangedElsewhere({ theirs, onKeepMine, onTakeTheirs }: Props) {
  return (
    <div className="changed-elsewhere notice notice-warn" role="alert">
      <p>Changed elsewhere meanwhile to {theirs === '' ? 'nothing' : <q>{theirs}</q>}.</p>
      <span className="changed-choices">
        <button type="button" className="button" onClick={onKeepMine}>
          Keep mine
        </button>
        <button type="button" className="button" onClick={onTakeTheirs}>
          Take theirs
        </button>
      </span>
    </div>
  )
}
