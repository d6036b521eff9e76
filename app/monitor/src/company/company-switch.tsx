import { lazy, Suspense } from 'react'
import { useCompanies } from './use-companies.ts'
import { useCompany } from './use-company.ts'

// Most have one company: what they never see is not loaded.
const CompanySelect = lazy(async () => ({
  default: (await import('./company-select.tsx')).CompanySelect,
}))

/** Which company the lists show; not there where only one has sent anything. */
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
