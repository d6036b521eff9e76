import { describe, expect, it } from '@jest/globals'
import { readSection } from '../../../lab/package/read-tutorial.ts'

const page = `# Page

## First

\`\`\`sh
npm install
npm run dev -- --open
\`\`\`

\`\`\`ts srv/handlers/badge.ts
export {}
\`\`\`

## Second

\`\`\`sh
npm test
\`\`\`
`

describe('readSection', () => {
  it('takes commands and files in the order of the page', () => {
    const section = readSection(page, '## First')
    expect(section.command('npm install')).toBe('npm install')
    expect(section.command('npm run dev')).toBe('npm run dev -- --open')
    expect(section.file('srv/handlers/badge.ts')).toBe('export {}\n')
    section.end()
  })

  it('names the difference if the page continues otherwise', () => {
    const section = readSection(page, '## First')
    expect(() => section.command('npm ci')).toThrow(/"npm ci".*the command "npm install"/)
    expect(() => section.file('.env')).toThrow(/the command "npm run dev -- --open"/)
    expect(() => section.end()).toThrow('srv/handlers/badge.ts')
    expect(() => readSection(page, '## Third')).toThrow('## Third')
  })

  it('ends with the section', () => {
    const section = readSection(page, '## Second')
    expect(section.command('npm test')).toBe('npm test')
    expect(() => section.command('npm')).toThrow('its end')
  })
})
