// The function app on the Flex Consumption plan: our executable as a custom handler, with an identity and no secret of its own.

param appName string
param location string
param identityId string
param identityClientId string
param hostAccountName string
param deploymentContainerUrl string
param insightsConnectionString string
param clientCertMode string
param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyInstances int

@description('The ledger\'s own settings: objects of name and value.')
param settings array

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: appName
  location: location
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: appName
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientCertEnabled: clientCertMode != 'Ignore'
    // The resource knows no 'Ignore': that is said by the line above, and the mode is then without effect.
    clientCertMode: clientCertMode == 'Ignore' ? 'Optional' : clientCertMode
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: concat(settings, [
        // Which identity: for the store and the signing key, for the Functions host, for its logs.
        { name: 'AZURE_CLIENT_ID', value: identityClientId }
        { name: 'AzureWebJobsStorage__accountName', value: hostAccountName }
        { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
        { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
        { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identityClientId};Authorization=AAD' }
      ])
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'custom', version: '1.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances > 0 ? [{ name: 'http', instanceCount: alwaysReadyInstances }] : []
        triggers: {
          http: { perInstanceConcurrency: 100 }
        }
      }
    }
  }
}

output hostName string = app.properties.defaultHostName
