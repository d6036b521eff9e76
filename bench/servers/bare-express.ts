// What Express costs alone: reads the body, answers, and does nothing in between.
import express from 'express'
import { answerBody } from './answer-body.ts'
import { serve } from './serve.ts'

const app = express()
app.disable('x-powered-by')
app.post('/events', (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    if (body.length === 0) return void response.writeHead(400).end()
    response
      .writeHead(200, {
        'Content-Type': 'text/xml; charset=utf-8',
        'Content-Length': answerBody.length,
      })
      .end(answerBody)
  })
})
serve(app)
