import { writeDocuments } from './documents.ts'

console.log(`wrote ${(await writeDocuments()).join(', ')}`)
