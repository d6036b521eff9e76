import { defineHandler } from '#handler'

export default defineHandler({
  on: '*',
  async run(_event, { destination, once }) {
    await once('create', () => destination('erp').post('/accounts')) // wrong: a result that is JSON
    await once('read', async () => new Date()) // wrong: a result that is JSON
    await once('list', () => ({ seen: new Map<string, string>() })) // wrong: a result that is JSON
    await once('either', (): Date | string => 'today') // wrong: a result that is JSON
  },
})
