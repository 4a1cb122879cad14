// May make append blobs, append to them, read them and list them. Deleting, overwriting and whatever else changes a blob is not among it.

resource appendRole 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'immufunctions-blob-appender')
  properties: {
    roleName: 'ImmuFunctions blob appender (${uniqueString(resourceGroup().id)})'
    description: 'Creates append blobs, appends to them, reads and lists them; deletes and overwrites nothing.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read']
        notActions: []
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
        ]
        notDataActions: []
      }
    ]
  }
}

output id string = appendRole.id
