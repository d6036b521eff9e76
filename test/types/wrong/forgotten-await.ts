import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  async run(event, { once, signal }) {
    once('greet', () => fetch(`https://example.com/${event.messageId}`, { signal }))
    fetch('https://example.com', { signal }) // wrong: floating
    notify(signal) // wrong: floating
    await notify(signal)
  },
})

async function notify(signal: AbortSignal): Promise<void> {
  await fetch('https://example.com', { signal })
}
