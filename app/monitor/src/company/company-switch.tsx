import { lazy, Suspense } from 'react'
import { useCompanies } from './use-companies.ts'
import { useCompany } from './use-company.ts'

// Most installations have one company, so the switch is loaded only if needed.
const CompanySelect = lazy(async () => ({
  default: (await import('./company-select.tsx')).CompanySelect,
}))

/** Selects the company of the lists. Hidden if only one company has sent events. */
export function CompanySwitch({ slot }: { readonly slot?: string }) {
  const [company, choose] = useCompany()
  const companies = useCompanies(company)
  if (companies.length < 2) return null
  return (
    <Suspense fallback={null}>
      <CompanySelect
        {...(slot === undefined ? {} : { slot })}
        company={company}
        companies={companies}
        onChoose={choose}
      />
    </Suspense>
  )
}
