// The setting `search_path` as the schemas that it names.

/** All but the user's own, which no database here has. */
export function schemasOfPath(text: string): readonly string[] {
  const names = text.split(',').map(part => part.trim().replace(/^"(.*)"$/, '$1'))
  return names.filter(name => name !== '' && name !== '$user')
}
