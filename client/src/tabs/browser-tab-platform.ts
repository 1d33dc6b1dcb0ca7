// TabPlatform of browsers: Web Locks, BroadcastChannel, and the Page Lifecycle events.

import { ZenError } from '@zendb/shared/base/errors'
import { toOpeningError } from '../storage/storage-error.ts'
import type { LockHandle, LockRequest, TabChannel, TabPlatform } from './tab-platform.ts'

export function browserTabPlatform(): TabPlatform {
  if (typeof navigator === 'undefined' || navigator.locks === undefined)
    throw new ZenError(
      'INVALID_OPTION',
      "storage 'indexeddb' needs Web Locks, which browsers offer on https and localhost only; use one of these, or storage: 'memory'",
      {
        details: { option: 'storage' },
      },
    )
  return { requestLock, openChannel, onLifecycle }
}

function requestLock(name: string, request: LockRequest): LockHandle {
  const waiting = new AbortController()
  let isReleased = false
  let letGo = (): void => {}
  const held = new Promise<void>(resolve => (letGo = resolve))
  // A stolen lock cannot be waited for with a signal.
  const options: LockOptions = request.steal ? { steal: true } : { signal: waiting.signal }
  navigator.locks
    .request(name, options, () => {
      if (isReleased) return undefined
      request.granted()
      return held
    })
    .catch((error: unknown) => {
      if (isReleased) return
      if (error instanceof DOMException && error.name === 'AbortError') request.lost()
      else request.refused(toOpeningError(error, name))
    })
  return {
    release: () => {
      isReleased = true
      letGo()
      waiting.abort()
    },
  }
}

function openChannel(name: string, receive: (message: unknown) => void): TabChannel {
  const channel = new BroadcastChannel(name)
  channel.onmessage = event => receive(event.data)
  return { post: message => channel.postMessage(message), close: () => channel.close() }
}

function onLifecycle(listener: { freeze(): void; resume(): void }): () => void {
  if (typeof document === 'undefined') return () => {}
  const freeze = (): void => listener.freeze()
  const resume = (): void => listener.resume()
  const hide = (event: PageTransitionEvent): void => {
    if (event.persisted) listener.freeze()
  }
  const show = (event: PageTransitionEvent): void => {
    if (event.persisted) listener.resume()
  }
  document.addEventListener('freeze', freeze)
  document.addEventListener('resume', resume)
  window.addEventListener('pagehide', hide)
  window.addEventListener('pageshow', show)
  return () => {
    document.removeEventListener('freeze', freeze)
    document.removeEventListener('resume', resume)
    window.removeEventListener('pagehide', hide)
    window.removeEventListener('pageshow', show)
  }
}
