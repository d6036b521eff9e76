export { default } from '../before/payroll.ts'
