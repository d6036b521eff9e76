import { describe, expect, it } from '@jest/globals'
import { schemaGap } from '../../../lab/rehearsal/upgrade/schema-gap.ts'

const older = { '0001-schema.sql': '-- first\ncreate table lane (\n  id int\n);\n' }

describe('the schemas of two versions', () => {
  it('are bridged by further migrations, whatever the comments say', () => {
    const sql = 'create table lane ( -- of an employee\n    id int\n);'
    expect(schemaGap(older, { '0001-schema.sql': sql, '0002-more.sql': 'select 1' })).toEqual([])
  })

  it('are not bridged if a migration was edited: the first change is named', () => {
    const sql = 'create table lane (\n  id int,\n  name text\n);'
    expect(schemaGap(older, { '0001-schema.sql': sql })).toEqual([
      '0001-schema.sql was edited, first at "id int,"',
    ])
  })

  it('are not bridged if one of its lines was removed', () => {
    const two = { '0001-schema.sql': 'select 1;\nselect 2;' }
    expect(schemaGap(two, { '0001-schema.sql': 'select 1;' })).toEqual([
      '0001-schema.sql was edited, first at "select 2;"',
    ])
  })

  it('are not bridged if a migration was removed', () => {
    expect(schemaGap(older, {})).toEqual(['0001-schema.sql is missing in the newer version'])
  })
})
