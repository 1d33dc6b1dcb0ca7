// Objects in S3 or a store that speaks its protocol. The settings are those that were measured to work on several servers:
// no checksums of the SDK's own (stream trailers corrupt objects on some), whole bodies, path-style addresses.
// An outcome that was lost on the way (timeout, 5xx, 409) is never guessed: the object is read back and compared.

import {
  DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client, type S3ClientConfig,
} from '@aws-sdk/client-s3' // prettier-ignore
import { ZenError } from '@zendb/shared/base/errors'
import { checkObjectKey } from './object-key.ts'
import type { ByteRange, ObjectStore } from './object-store.ts'

export interface S3Options {
  readonly bucket: string
  /** Before every key, without a slash at its end. */
  readonly prefix?: string
  /** Another address than AWS: `http://127.0.0.1:9000`. */
  readonly endpoint?: string
  readonly region?: string
  /** Else from the environment, as the AWS tools do. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** After this long without an answer a request has failed and is made again. */
  readonly requestTimeoutMs?: number
}

/** A store that does not answer must not keep a commit waiting for ever; 4 MB over a slow line take less than this. */
const defaultTimeoutMs = 30_000

/** Tries of a create whose outcome stays unknown. */
const createAttempts = 4

export class S3ObjectStore implements ObjectStore {
  readonly #client: S3Client
  readonly #bucket: string
  readonly #prefix: string

  constructor(options: S3Options) {
    const timeoutMs = options.requestTimeoutMs ?? defaultTimeoutMs
    const config: S3ClientConfig = {
      region: options.region ?? process.env.AWS_REGION ?? 'us-east-1',
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 4,
      // The SDK's own default is to wait for ever.
      requestHandler: {
        connectionTimeout: Math.min(timeoutMs, 5_000),
        requestTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        throwOnRequestTimeout: true,
      },
    }
    if (options.endpoint !== undefined) config.endpoint = options.endpoint
    if (options.credentials !== undefined) config.credentials = options.credentials
    this.#client = new S3Client(config)
    this.#bucket = options.bucket
    this.#prefix = options.prefix === undefined || options.prefix === '' ? '' : `${options.prefix}/`
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | null> {
    checkObjectKey(key)
    if (range !== undefined && range.end <= range.start) return (await this.get(key)) === null ? null : new Uint8Array(0)
    const ranged = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` }
    try {
      const answer = await this.#client.send(new GetObjectCommand({ ...this.#address(key), ...ranged }))
      return answer.Body === undefined ? new Uint8Array(0) : new Uint8Array(await answer.Body.transformToByteArray())
    } catch (cause) {
      const status = statusOf(cause)
      if (status === 404) return null
      // A range that starts at or beyond the end.
      if (status === 416 && range !== undefined) return new Uint8Array(0)
      throw failed('read', key, cause)
    }
  }

  async put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    checkObjectKey(key)
    try {
      await this.#client.send(new PutObjectCommand({ ...this.#address(key), Body: bytes }))
    } catch (cause) {
      throw failed('write', key, cause)
    }
  }

  async putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<'created' | 'exists'> {
    checkObjectKey(key)
    for (let attempt = 1; ; attempt++) {
      let unknown: unknown
      try {
        await this.#client.send(new PutObjectCommand({ ...this.#address(key), Body: bytes, IfNoneMatch: '*' }))
        return 'created'
      } catch (cause) {
        const status = statusOf(cause)
        const known = status !== undefined && status < 500 && status !== 408 && status !== 409 && status !== 412 && status !== 429
        if (known || status === 501) throw failed('create', key, cause)
        unknown = cause
      }
      // Also after 412: a first try of the SDK may have created the object before its answer was lost.
      const found = await this.get(key)
      if (found !== null) return sameBytes(found, bytes) ? 'created' : 'exists'
      if (attempt >= createAttempts) throw failed('create', key, unknown)
    }
  }

  async delete(key: string): Promise<void> {
    checkObjectKey(key)
    try {
      await this.#client.send(new DeleteObjectCommand(this.#address(key)))
    } catch (cause) {
      if (statusOf(cause) !== 404) throw failed('delete', key, cause)
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const keys: string[] = []
    let token: string | undefined
    try {
      do {
        const page = await this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.#bucket,
            Prefix: this.#prefix + prefix,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        )
        for (const object of page.Contents ?? []) if (object.Key !== undefined) keys.push(object.Key.slice(this.#prefix.length))
        token = page.NextContinuationToken
      } while (token !== undefined)
    } catch (cause) {
      throw failed('list', prefix, cause)
    }
    return keys.sort()
  }

  close(): Promise<void> {
    this.#client.destroy()
    return Promise.resolve()
  }

  #address(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key }
  }
}

function statusOf(cause: unknown): number | undefined {
  if (typeof cause !== 'object' || cause === null || !('$metadata' in cause)) return undefined
  const metadata = cause.$metadata
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function failed(verb: string, key: string, cause: unknown): ZenError {
  if (cause instanceof ZenError) return cause
  const status = statusOf(cause)
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new ZenError('STORAGE_FAILED', `cannot ${verb} object ${key}: ${reason}`, { details: { key, status }, cause })
}
