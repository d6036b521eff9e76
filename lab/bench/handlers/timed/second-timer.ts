import { defineHandler } from '#handler'
import { noteStart } from './shared/note-start.ts'

export default defineHandler({
  on: '*',
  concurrency: 100,
  run: (event) => noteStart(event.eventId),
})
