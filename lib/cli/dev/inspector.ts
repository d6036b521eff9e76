// Loaded into the service first: its debugger, which gives its port to the next version.
import inspector from 'node:inspector'
import {
  CLOSE_INSPECTOR,
  INSPECT_AT,
  INSPECTOR_CLOSED,
  type InspectorMessage,
  OPEN_INSPECTOR,
} from './inspector-messages.ts'

const port = process.argv.find((arg) => arg.startsWith(INSPECT_AT))?.slice(INSPECT_AT.length)

function open(): void {
  inspector.open(Number(port), '127.0.0.1')
}

if (port !== undefined) {
  open()
  process.on('message', ({ inspector: asked }: InspectorMessage) => {
    if (asked === OPEN_INSPECTOR.inspector) open()
    if (asked !== CLOSE_INSPECTOR.inspector) return
    inspector.close()
    process.send?.(INSPECTOR_CLOSED)
  })
}
