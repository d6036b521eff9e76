import { connect, type Socket } from 'node:net'
import { type Answer, AnswerReader } from './answer-reader.ts'

/** A raw connection to the service. */
export class Connection {
  readonly #socket: Socket
  readonly #reader = new AnswerReader()
  readonly #heard: Buffer[] = []
  #wake: () => void = () => undefined
  #closed = false

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    this.#socket.on('data', (chunk: Buffer) => {
      this.#reader.push(chunk)
      this.#heard.push(chunk)
      this.#wake()
    })
    const over = () => {
      this.#closed = true
      this.#reader.end()
      this.#wake()
    }
    this.#socket.on('end', over)
    this.#socket.on('close', over)
    // a service that cuts a connection is in its right: who waits for an answer sees the end
    this.#socket.on('error', over)
  }

  /** nothing more comes */
  get closed(): boolean {
    return this.#closed
  }

  /** bytes that came behind the last answer */
  get left(): number {
    return this.#reader.left
  }

  write(bytes: Buffer): void {
    if (!this.#socket.destroyed && this.#socket.writable) this.#socket.write(bytes)
  }

  end(): void {
    this.#socket.end()
  }

  /** @param reset true = without a goodbye */
  destroy(reset = false): void {
    if (reset && !this.#socket.destroyed) this.#socket.resetAndDestroy()
    else this.#socket.destroy()
  }

  /** All that came since it was asked last. */
  heard(): string {
    return Buffer.concat(this.#heard.splice(0)).toString('latin1')
  }

  /**
   * The next answer; null where the connection ended or the time was over before.
   * @throws BrokenPromise for bytes that are no answer
   */
  async answer(method: string, waitMs: number): Promise<Answer | null> {
    const deadline = performance.now() + waitMs
    for (;;) {
      const found = this.#reader.next(method)
      if (found !== null) return found
      const left = deadline - performance.now()
      if (this.#closed || left <= 0) return null
      await this.#more(left)
    }
  }

  async #more(waitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = () => undefined
  }
}
