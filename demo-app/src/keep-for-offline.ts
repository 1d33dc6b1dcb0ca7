// The page itself without a network: a service worker (public/service-worker.js) answers with the files of the last visit.

export function keepForOffline(): void {
  // In development Vite serves modules one by one, and a kept one would be an old one.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // Where it is not allowed, the app works as before and needs the network to be opened.
  window.addEventListener('load', () => void keep().catch(() => {}))
}

async function keep(): Promise<void> {
  await navigator.serviceWorker.register('./service-worker.js')
  const cache = await caches.open('order-desk')
  const keepFile = async (url: string): Promise<void> => {
    if ((await cache.match(url, { ignoreVary: true })) === undefined) await cache.add(url)
  }
  await keepFile('/')
  // What was loaded before the worker came, and the parts of the engine that are fetched in idle time.
  new PerformanceObserver(list => {
    for (const { name } of list.getEntries()) if (name.startsWith(`${location.origin}/assets/`)) keepFile(name).catch(() => {})
  }).observe({ type: 'resource', buffered: true })
}
