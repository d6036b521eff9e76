import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './compile.ts'

/** An editor on the compiler's language server. */
export interface Editor {
  /** suggestions inside the first empty text behind a marker */
  completions(marker: string): Promise<string[]>
  /** the text shown for the last name of a marker */
  hover(marker: string): Promise<string>
  close(): Promise<void>
}

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly params?: { readonly items?: readonly unknown[] }
}

interface Position {
  readonly line: number
  readonly character: number
}

/** Opens a file of a folder with a tsconfig.json. */
export async function openEditor(file: string): Promise<Editor> {
  const text = await readFile(file, 'utf8')
  const server = startServer()
  const uri = pathToFileURL(file).href
  await server.ask('initialize', {
    ...{ processId: process.pid, rootUri: pathToFileURL(path.dirname(file)).href },
    capabilities: { textDocument: { hover: { contentFormat: ['markdown'] } } },
  })
  server.tell('initialized', {})
  const document = { uri, languageId: 'typescript', version: 1, text }
  server.tell('textDocument/didOpen', { textDocument: document })
  const at = (marker: string, offset: (start: number) => number) => {
    const start = text.indexOf(marker)
    if (start === -1) throw new Error(`expected ${marker} in ${file}`)
    return { textDocument: { uri }, position: positionIn(text, offset(start)) }
  }
  return {
    async completions(marker) {
      const result = await server.ask(
        'textDocument/completion',
        at(marker, (start) => text.indexOf("''", start) + 1),
      )
      const list = result as { items?: { label: string }[] } | { label: string }[] | null
      return (Array.isArray(list) ? list : (list?.items ?? [])).map(({ label }) => label)
    },
    async hover(marker) {
      const result = await server.ask(
        'textDocument/hover',
        at(marker, (start) => start + marker.search(LAST_LETTER)),
      )
      const { contents } = (result ?? {}) as { contents?: { value?: string } }
      return contents?.value ?? ''
    },
    close: server.close,
  }
}

function positionIn(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

const LAST_LETTER = /\w\W*$/
const HEAD = /Content-Length: (\d+)\r\n\r\n/

function startServer() {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  const child = spawn(process.execPath, [tsc, '--lsp', '--stdio'], { cwd: ROOT })
  const waiting = new Map<number, (result: unknown) => void>()
  let buffer = Buffer.alloc(0)
  let last = 0
  const write = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  const take = ({ id, method, result, params }: Answer) => {
    if (id === undefined) return
    if (method === undefined) waiting.get(id)?.(result)
    // The server asks for settings: there are none.
    else write({ id, result: params?.items?.map(() => null) ?? null })
  }
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const head = HEAD.exec(buffer.toString('latin1'))
      if (head === null) return
      const start = head.index + head[0].length
      const end = start + Number(head[1])
      if (buffer.length < end) return
      take(JSON.parse(buffer.subarray(start, end).toString()))
      buffer = buffer.subarray(end)
    }
  })
  return {
    tell: (method: string, params: object) => write({ method, params }),
    ask(method: string, params: object): Promise<unknown> {
      last += 1
      const id = last
      return new Promise((resolve, reject) => {
        if (child.exitCode !== null) reject(new Error('expected a language server that runs'))
        waiting.set(id, resolve)
        write({ id, method, params })
      })
    },
    async close(): Promise<void> {
      const ended = once(child, 'close')
      child.kill()
      await ended
    },
  }
}
