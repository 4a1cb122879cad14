// A ledger in Azure with no server: storage under a write-once policy, a signing key that never leaves its vault, a function app that may append
// and sign and nothing more, and an alert when the auditor finds the ledger changed. In what order, and what to do by hand: README.md.
targetScope = 'resourceGroup'

@description('Begins every name; 3 to 10 small letters and digits, beginning with a letter.')
@minLength(3)
@maxLength(10)
param name string

@description('Region of everything.')
param location string = resourceGroup().location

@description('Name that checkpoints are signed in, best a URL without its scheme, such as log.example.com/ledger. It can never be changed.')
@minLength(3)
param checkpointOrigin string

@description('Version of the signing key, that is the last part of its id; empty for the newest, which is pinned at every start.')
param signingKeyVersion string = ''

@description('Secret of the vault that holds the password of the user immudb; made by hand before the app is started.')
param adminPasswordSecret string = 'immudb-admin-password'

@description('Where to write to when the auditor finds the ledger changed.')
param alertEmail string

@description('How long no byte of the log may be changed, in days. Counts from when a segment was made.')
@minValue(1)
@maxValue(146000)
param retentionDays int = 3650

@description('Container of the log; the others have its name and -state, -audit, -audit-state.')
param container string = 'immufunctions'

@description('Web pages that may call the app, comma-separated; * for all.')
param corsOrigins string = '*'

@description('Whether callers must show a certificate. Azure checks only that there is one, whoever issued it, and the app does not look at it.')
@allowed(['Ignore', 'Optional', 'Required'])
param clientCertMode string = 'Ignore'

@description('Memory of an instance, in MiB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances; the plan allows no fewer than 40.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that are always running, for answers without a cold start. They cost when idle.')
@minValue(0)
param alwaysReadyInstances int = 0

var suffix = uniqueString(resourceGroup().id)
var ledgerAccount = take('${name}log${suffix}', 24)
var auditAccount = take('${name}audit${suffix}', 24)
var hostAccount = take('${name}host${suffix}', 24)
var vaultName = take('${name}-${suffix}', 24)
var appName = '${name}-${suffix}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-app'
  location: location
}

module roles 'modules/append-role.bicep' = {
  name: 'append-role'
}

module ledger 'modules/ledger-storage.bicep' = {
  name: 'ledger-storage'
  params: {
    accountName: ledgerAccount
    location: location
    container: container
    retentionDays: retentionDays
    principalId: identity.properties.principalId
    appendRoleId: roles.outputs.id
  }
}

// An account of its own, so that who may administer the ledger's need not be let near what the auditor remembers of it.
module audit 'modules/ledger-storage.bicep' = {
  name: 'audit-storage'
  params: {
    accountName: auditAccount
    location: location
    container: '${container}-audit'
    retentionDays: retentionDays
    principalId: identity.properties.principalId
    appendRoleId: roles.outputs.id
  }
}

module host 'modules/host-storage.bicep' = {
  name: 'host-storage'
  params: {
    accountName: hostAccount
    location: location
    principalId: identity.properties.principalId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    vaultName: vaultName
    location: location
    principalId: identity.properties.principalId
    passwordSecret: adminPasswordSecret
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    alertEmail: alertEmail
    principalId: identity.properties.principalId
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    appName: appName
    location: location
    identityId: identity.id
    identityClientId: identity.properties.clientId
    hostAccountName: host.outputs.accountName
    deploymentContainerUrl: host.outputs.deploymentContainerUrl
    insightsConnectionString: monitoring.outputs.connectionString
    clientCertMode: clientCertMode
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    settings: [
      { name: 'IMMUDB_STORE', value: ledger.outputs.blobEndpoint }
      { name: 'IMMUDB_CONTAINER', value: container }
      { name: 'IMMUDB_AUDIT_STORE', value: '${audit.outputs.blobEndpoint}${container}-audit' }
      { name: 'IMMUDB_SIGNING_KEY', value: empty(signingKeyVersion) ? vault.outputs.keyUrl : '${vault.outputs.keyUrl}/${signingKeyVersion}' }
      { name: 'IMMUDB_CHECKPOINT_ORIGIN', value: checkpointOrigin }
      { name: 'IMMUDB_ADMIN_PASSWORD', value: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${adminPasswordSecret})' }
      { name: 'IMMUDB_CORS_ORIGINS', value: corsOrigins }
    ]
  }
}

output appName string = appName
output appUrl string = 'https://${app.outputs.hostName}'
output vaultName string = vaultName
output ledgerAccountName string = ledgerAccount
output auditAccountName string = auditAccount
output keyUrl string = vault.outputs.keyUrl
