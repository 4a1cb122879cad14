// The key that signs roots and checkpoints, and the password of the user immudb.

param vaultName string
param location string
param principalId string

@description('Secret with the password; a place for it is not made here, so that no password lies in a deployment.')
param passwordSecret string

// Built in: Key Vault Crypto User, Key Vault Secrets User.
var cryptoUserRole = '12338af0-0e69-4776-bea7-57ae8d297424'
var secretsUserRole = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: vaultName
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    // Whoever deletes the key for good ends the ledger's signatures: not before 90 days are over.
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
  }

  resource signingKey 'keys' = {
    name: 'ledger'
    properties: {
      kty: 'EC'
      curveName: 'P-256'
      keyOps: ['sign', 'verify']
    }
  }
}

resource signs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::signingKey.id, principalId, cryptoUserRole)
  scope: vault::signingKey
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', cryptoUserRole)
  }
}

// Named like the secret, which may not be there yet: the role is on the vault, and the vault holds no other secret.
resource readsPassword 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, secretsUserRole, passwordSecret)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUserRole)
  }
}

output keyUrl string = '${vault.properties.vaultUri}keys/${vault::signingKey.name}'
