// One button between light and dark; the system's choice is where it starts.

import { setTheme, useTheme } from '../theme.ts'
import { Icon } from '../components/icon.tsx'

export function ThemeSwitch() {
  const isDark = useTheme() === 'dark'
  return (
    <button
      type="button"
      className="icon-button"
      onClick={() => setTheme(isDark ? 'light' : 'dark')}
      aria-label={isDark ? 'Use the light theme' : 'Use the dark theme'}
    >
      <Icon name={isDark ? 'sun' : 'moon'} />
    </button>
  )
}
