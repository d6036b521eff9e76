import { defineHandler } from '#handler'
import { noteStart } from '../timed/shared/note-start.ts'

export default defineHandler({
  on: '*',
  concurrency: 10,
  run: (event) => noteStart(event.eventId),
})
