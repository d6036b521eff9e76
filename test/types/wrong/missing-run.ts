import { defineHandler } from '#handler'

export default defineHandler({ on: '*' }) // wrong: Property 'run' is missing
