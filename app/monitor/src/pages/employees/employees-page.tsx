import '@ui5/webcomponents-icons/dist/employee.js'
import '@ui5/webcomponents-icons/dist/search.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { Input } from '@ui5/webcomponents-react/Input'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { addressOf, askJson } from '../../api/request.ts'
import type { Page as ListPage, SubjectEntry } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { useResource } from '../../api/use-resource.ts'
import { useCompany } from '../../company/use-company.ts'
import { countedTitle } from '../../parts/counted-title.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { EmployeeTable } from './employee-table.tsx'
import './employees-page.css'

const LIMIT = 100

/** Answers: for whom have events arrived? */
export function EmployeesPage() {
  const { t, f } = useTexts()
  const [company] = useCompany()
  const [typed, setTyped] = useState('')
  const [key, setKey] = useState('')
  const newest = useGet<ListPage<SubjectEntry>>(key === '' ? '/subjects' : null, {
    limit: LIMIT,
    company,
    count: true,
  })
  // The address must not contain a person's id, so the request has it in its body. The service
  // counts and records searches, so each is sent once and not with every change.
  const found = useResource(
    key === '' ? null : `subjects ${company} ${key}`,
    (signal) =>
      askJson<ListPage<SubjectEntry>>(
        addressOf('/subjects/search'),
        { key, limit: LIMIT, ...(company === '' ? {} : { company }) },
        signal,
      ),
    { once: true },
  )

  function search(event: FormEvent): void {
    event.preventDefault()
    setKey(typed.trim())
  }

  return (
    <Page title={t.employees.title} lead={t.employees.lead}>
      <search>
        <form className="employees-search" onSubmit={search}>
          <Input
            accessibleName={t.employees.search}
            placeholder={t.employees.searchHint}
            showClearIcon
            value={typed}
            onInput={(event) => setTyped(event.target.value)}
            onChange={(event) => setKey(event.target.value.trim())}
          />
          <Button icon="search" type="Submit">
            {t.employees.searchButton}
          </Button>
        </form>
      </search>
      <Section
        title={
          key === ''
            ? countedTitle(t.employees.newest, newest.data?.count, f)
            : t.employees.found(key)
        }
        flush
      >
        <Loaded resource={key === '' ? newest : found} lines={8}>
          {({ items }) =>
            items.length > 0 ? (
              <EmployeeTable employees={items} />
            ) : (
              <EmptyState
                icon="employee"
                title={key === '' ? t.employees.noneYet : t.employees.none}
                text={key === '' ? t.employees.noneYetText : t.employees.noneText}
              >
                {key === '' ? (
                  <Link to="/connect">{t.frame.pages.connect}</Link>
                ) : (
                  <Link to="/messages">{t.employees.toMessages}</Link>
                )}
              </EmptyState>
            )
          }
        </Loaded>
      </Section>
    </Page>
  )
}
