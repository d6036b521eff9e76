import type { Companies } from '../api/monitor-shapes.ts'
import { useGet } from '../api/use-get.ts'

/** The companies to choose from, including the one in the address. */
export function useCompanies(chosen: string): readonly string[] {
  const companies = useGet<Companies>('/companies').data?.companies ?? []
  return chosen === '' || companies.includes(chosen) ? companies : [chosen, ...companies]
}
