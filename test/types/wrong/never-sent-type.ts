import { defineHandler } from '#handler'

export default defineHandler({
  on: ['com.example.One', 'com.example.Two'],
  run: (event) => {
    if (event.type === 'com.example.Three') return // wrong: have no overlap
    if (event.key('id') === null) throw new Error('no id')
  },
})
