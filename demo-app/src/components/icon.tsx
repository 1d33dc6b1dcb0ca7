// Line icons of one weight, drawn for a 24-unit grid. Decorative: the text beside them says what they mean.

const paths = {
  orders: 'M5 4h14v16l-3-2-2 2-2-2-2 2-2-2-3 2z M8.5 9h7 M8.5 13h5',
  dashboard: 'M4 20V11 M10 20V4 M16 20v-7 M22 20H2',
  console: 'M4 5h16v14H4z M8 10l2.5 2L8 14 M12.5 14.5H16',
  sync: 'M20 11a8 8 0 0 0-14.3-4L4 9 M4 4v5h5 M4 13a8 8 0 0 0 14.3 4L20 15 M20 20v-5h-5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z M15.5 15.5L20 20',
  close: 'M6 6l12 12 M18 6L6 18',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M12 2v2 M12 20v2 M4.9 4.9l1.4 1.4 M17.7 17.7l1.4 1.4 M2 12h2 M20 12h2 M4.9 19.1l1.4-1.4 M17.7 6.3l1.4-1.4',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z',
  plus: 'M12 5v14 M5 12h14',
  minus: 'M5 12h14',
  trash: 'M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13',
  play: 'M7 5l12 7-12 7z',
  devices: 'M3 5h13v10H3z M7 19h5 M18 9h3v10h-5v-2',
  check: 'M5 12.5l4.5 4.5L19 7',
  arrow: 'M5 12h14 M13 6l6 6-6 6',
  up: 'M12 19V5 M6 11l6-6 6 6',
  down: 'M12 5v14 M6 13l6 6 6-6',
  chevron: 'M6 9.5l6 6 6-6',
  back: 'M14.5 6l-6 6 6 6',
  warning: 'M12 4l9 16H3z M12 10v4.5 M12 17.2v.1',
  offline: 'M3 3l18 18 M7 9.5A4.5 4.5 0 0 0 7.5 18H17 M10 6.3A6 6 0 0 1 17.6 11a3.5 3.5 0 0 1 2.9 5.4',
  branch:
    'M7 8v8 M7 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M7 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M17 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M17 8v1a4 4 0 0 1-4 4H7',
  compass: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M15.5 8.5l-2 5-5 2 2-5z',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
