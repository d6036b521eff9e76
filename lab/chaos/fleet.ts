import { settledOrTimeout } from '../../test/support/eventually.ts'
import { freePort } from '../../test/support/free-port.ts'
import { type KeptInstance, keepInstance } from './kept-instance.ts'

export interface Fleet {
  readonly instances: readonly KeptInstance[]
  readonly urls: readonly string[]
  ownEnds(): string[]
  stop(): Promise<void>
}

const START_MS = 60_000

/**
 * Starts instances of the service side by side and waits until all of them listen.
 * @param own what the instance of this name sees instead of the environment of all
 */
export async function startFleet(
  size: number,
  shared: Readonly<Record<string, string>>,
  folder: string,
  own: (name: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<Fleet> {
  const instances: KeptInstance[] = []
  const stop = async () => {
    await Promise.all(instances.map((instance) => instance.stop()))
  }
  try {
    for (let number = 1; number <= size; number += 1) {
      const port = await freePort()
      const name = `instance-${number}`
      const environment = { ...shared, ...own(name) }
      instances.push(keepInstance({ name, port, environment, folder }))
    }
    const ownEnds = () => instances.flatMap((instance) => instance.ownEnds)
    await settledOrTimeout(
      () => {
        if (ownEnds().length > 0) throw new Error(`the service did not start: ${ownEnds()[0]}`)
        return instances.every((instance) => instance.serves())
      },
      'all instances to listen',
      START_MS,
    )
    return { instances, urls: instances.map(({ url }) => url), ownEnds, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
