/** Event types as SuccessFactors writes them. */
export const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'
export const REHIRE = 'com.successfactors.Employment.AssignmentInformation.ReHire'
export const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'
export const MANAGER_CHANGED = 'com.successfactors.Employment.JobInformation.ManagerChanged'
