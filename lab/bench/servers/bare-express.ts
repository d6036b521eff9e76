// The cost of Express alone with its defaults: reads the body and answers.
import express from 'express'
import { answerBody } from './answer-body.ts'
import { serve } from './serve.ts'

const app = express()
app.post('/events', (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    response.status(body.length === 0 ? 400 : 200)
    response.type('text/xml').send(answerBody)
  })
})
serve(app)
