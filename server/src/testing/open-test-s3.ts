// The S3 server that tests may use: ZENDB_S3_ENDPOINT names it, the AWS_* variables hold its keys (scripts/s3.sh starts one).
// Every call gets a prefix of its own, so that runs do not meet.

import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { toHex } from '@zendb/shared/base/content-hash'
import { systemRandom } from '@zendb/shared/base/random'
import { S3ObjectStore } from '../object-store/s3-object-store.ts'

export const testS3Endpoint = process.env.ZENDB_S3_ENDPOINT

/** A store under a new prefix of the test bucket, which is made when it is missing. */
export async function openTestS3(): Promise<S3ObjectStore> {
  const bucket = process.env.ZENDB_S3_BUCKET ?? 'zendb-test'
  const endpoint = testS3Endpoint ?? ''
  const client = new S3Client({ endpoint, region: process.env.AWS_REGION ?? 'us-east-1', forcePathStyle: true })
  // Fails when the bucket is there, which is as good.
  await client.send(new CreateBucketCommand({ Bucket: bucket })).catch(() => undefined)
  client.destroy()
  return new S3ObjectStore({ bucket, endpoint, prefix: `test-${toHex(systemRandom.bytes(8))}` })
}
