// Where logs go, and who is told when the auditor finds the ledger changed, or does not look.

param name string
param location string
param alertEmail string
param principalId string

// Built in: Monitoring Metrics Publisher.
var publisherRole = '3913510d-42f4-4e42-8a64-420c390055eb'

// Event ids of the auditor's log: the number stands in brackets behind the category.
var auditFailedEvent = '[7002]'
var auditNotDoneEvent = '[7003]'
var auditPassedEvent = '[7001]'

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 90
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: '${name}-insights'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, principalId, publisherRole)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', publisherRole)
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${name}-people'
  location: 'global'
  properties: {
    groupShortName: take(name, 12)
    enabled: true
    emailReceivers: [
      {
        name: 'ledger'
        emailAddress: alertEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource changed 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${name}-ledger-changed'
  location: location
  properties: {
    displayName: 'The ledger was changed'
    description: 'The auditor re-read the log and found something else than before. The message says which entry, what was expected and what was found.'
    severity: 0
    enabled: true
    scopes: [insights.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT10M'
    criteria: {
      allOf: [
        {
          query: 'traces | where message contains "${auditFailedEvent}"'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [people.id] }
    autoMitigate: false
  }
}

// An auditor that is kept from looking is as good as none.
resource unwatched 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${name}-ledger-unwatched'
  location: location
  properties: {
    displayName: 'Nobody audited the ledger for an hour'
    description: 'The auditor did not come to a verdict, or did not run.'
    severity: 1
    enabled: true
    scopes: [insights.id]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    criteria: {
      allOf: [
        {
          query: 'traces | where message contains "${auditPassedEvent}" or message contains "${auditFailedEvent}"'
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: {
      actionGroups: [people.id]
      customProperties: { lookFor: auditNotDoneEvent }
    }
    autoMitigate: true
  }
}

output connectionString string = insights.properties.ConnectionString
