import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  async run(_event, { once, signal }) {
    once('greet', () => notify(signal))
    fetch('https://example.com', { signal }) // wrong: floating
    notify(signal) // wrong: floating
    await notify(signal)
  },
})

async function notify(signal: AbortSignal): Promise<void> {
  await fetch('https://example.com', { signal })
}
