import { describe } from 'mocha'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { billingBackendContract } from './billing-contract.ts'
import { ledgerBench } from './billing-ground.ts'

describe('The built-in billing', () => {
  eachDatabaseUrl((_, freshUrl) => {
    billingBackendContract(async () => ledgerBench(await freshUrl()))
  })
})
