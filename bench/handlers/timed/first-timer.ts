import { defineHandler } from '#handler'
import { noteStart } from './shared/note-start.ts'

export default defineHandler({
  on: '*',
  run: (event) => noteStart(event.eventId),
})
