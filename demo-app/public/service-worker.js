// Keeps the demo's own files, so that the page opens without its server. Data are none of its business: they are in IndexedDB.
// The page itself is asked for first, since it names the newest files; those have a hash in their name and never change.

const cacheName = 'order-desk'

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && pathname === '/') event.respondWith(newestPage(request))
  else if (pathname.startsWith('/assets/')) event.respondWith(keptFile(request))
})

async function newestPage(request) {
  const cache = await caches.open(cacheName)
  try {
    const response = await fetch(request)
    if (response.ok) await replacePage(cache, response.clone())
    return response
  } catch (error) {
    const kept = await cache.match('/', { ignoreVary: true })
    if (kept === undefined) throw error
    return kept
  }
}

/** Another page names other files: the old ones go. */
async function replacePage(cache, response) {
  const [old, text] = [await (await cache.match('/', { ignoreVary: true }))?.text(), await response.clone().text()]
  if (old === text) return
  for (const request of await cache.keys()) await cache.delete(request)
  await cache.put('/', response)
}

async function keptFile(request) {
  const cache = await caches.open(cacheName)
  // The server names the origin in `Vary`, and these files are the same for all.
  const kept = await cache.match(request, { ignoreVary: true })
  if (kept !== undefined) return kept
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}
