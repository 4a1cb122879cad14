// A storage account with two containers: one of append blobs that can only grow, and one of what is replaced in normal work.

param accountName string
param location string

@description('Container of append blobs; the other has its name and -state.')
param container string
param retentionDays int

@description('Who appends and replaces.')
param principalId string

@description('The role that may append and nothing more.')
param appendRoleId string

// Built in: Storage Blob Data Contributor.
var contributorRole = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: accountName
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    // With an account key everything could be deleted that no policy protects: identities only.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    isHnsEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      containerDeleteRetentionPolicy: { enabled: true, days: 30 }
    }

    resource log 'containers' = {
      name: container
      properties: { publicAccess: 'None' }

      // Unlocked: it can still be shortened or removed. To lock it is a step of its own that nobody can undo: README.md.
      resource policy 'immutabilityPolicies' = {
        name: 'default'
        properties: {
          immutabilityPeriodSinceCreationInDays: retentionDays
          allowProtectedAppendWrites: true
        }
      }
    }

    resource state 'containers' = {
      name: '${container}-state'
      properties: { publicAccess: 'None' }
    }
  }
}

resource appends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::log.id, principalId, appendRoleId)
  scope: account::blobs::log
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: appendRoleId
  }
}

resource replaces 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::state.id, principalId, contributorRole)
  scope: account::blobs::state
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', contributorRole)
  }
}

output blobEndpoint string = account.properties.primaryEndpoints.blob
