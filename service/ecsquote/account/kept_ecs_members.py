"""What a scan keeps of the objects of ECS: the members of each, so that nothing secret is kept by accident.

Environment values, commands, entry points, labels, log options, overrides and texts of events are not among them.
"""

from collections.abc import Mapping

from ecsquote.account.member_lists import TAGS, Members, members

_STRATEGY = members("capacityProvider weight base")
_AWSVPC = {"awsvpcConfiguration": members("subnets securityGroups assignPublicIp")}
_CONSTRAINT = members("type expression")
_PLACEMENT_STRATEGY = members("type field")
_MANAGED_VOLUME = members("encrypted volumeType sizeInGiB iops throughput filesystemType")
_VOLUME_CONFIGURATION = members("name", managedEBSVolume=_MANAGED_VOLUME)
_DEPLOYMENT = members(
    "id status taskDefinition desiredCount pendingCount runningCount failedTasks createdAt updatedAt launchType "
    "platformVersion platformFamily rolloutState",
    capacityProviderStrategy=_STRATEGY,
    networkConfiguration=_AWSVPC,
    volumeConfigurations=_VOLUME_CONFIGURATION,
    serviceConnectConfiguration=members("enabled namespace"),
)
_TASK_SET = members(
    "id taskSetArn status taskDefinition computedDesiredCount pendingCount runningCount launchType platformVersion "
    "platformFamily stabilityStatus createdAt",
    capacityProviderStrategy=_STRATEGY,
    networkConfiguration=_AWSVPC,
    scale=members("value unit"),
    loadBalancers=members("targetGroupArn loadBalancerName containerName containerPort"),
)
_SERVICE = members(
    "serviceArn serviceName clusterArn status desiredCount runningCount pendingCount launchType platformVersion "
    "platformFamily taskDefinition createdAt schedulingStrategy healthCheckGracePeriodSeconds enableECSManagedTags "
    "propagateTags enableExecuteCommand availabilityZoneRebalancing",
    tags=TAGS,
    capacityProviderStrategy=_STRATEGY,
    loadBalancers=members("targetGroupArn loadBalancerName containerName containerPort"),
    serviceRegistries=members("registryArn port containerPort containerName"),
    deploymentConfiguration=members("maximumPercent minimumHealthyPercent strategy bakeTimeInMinutes"),
    deploymentController=members("type"),
    deployments=_DEPLOYMENT,
    taskSets=_TASK_SET,
    placementConstraints=_CONSTRAINT,
    placementStrategy=_PLACEMENT_STRATEGY,
    networkConfiguration=_AWSVPC,
)
_TASK = members(
    "taskArn clusterArn taskDefinitionArn containerInstanceArn capacityProviderName launchType lastStatus "
    "desiredStatus group startedBy cpu memory createdAt pullStartedAt pullStoppedAt startedAt stoppingAt "
    "stoppedAt stopCode executionStoppedAt availabilityZone platformVersion platformFamily",
    tags=TAGS,
    attributes=members("name value"),
    attachments=members("id type status", details=members("name value")),
    ephemeralStorage=members("sizeInGiB"),
    fargateEphemeralStorage=members("sizeInGiB"),
)
_CONTAINER = members(
    "name image cpu memory memoryReservation essential startTimeout stopTimeout privileged user readonlyRootFilesystem "
    "interactive pseudoTerminal disableNetworking",
    portMappings=members("containerPort hostPort protocol containerPortRange name appProtocol"),
    mountPoints=members("sourceVolume containerPath readOnly"),
    volumesFrom=members("sourceContainer readOnly"),
    dependsOn=members("containerName condition"),
    secrets=members("name valueFrom"),
    logConfiguration=members("logDriver"),
    firelensConfiguration=members("type"),
    resourceRequirements=members("type value"),
    ulimits=members("name softLimit hardLimit"),
)
_TASK_DEFINITION = members(
    "taskDefinitionArn family revision status networkMode cpu memory requiresCompatibilities compatibilities pidMode "
    "ipcMode registeredAt enableFaultInjection taskRoleArn executionRoleArn",
    tags=TAGS,
    containerDefinitions=_CONTAINER,
    runtimePlatform=members("cpuArchitecture operatingSystemFamily"),
    ephemeralStorage=members("sizeInGiB"),
    placementConstraints=_CONSTRAINT,
    inferenceAccelerators=members("deviceName deviceType"),
    volumes=members(
        "name configuredAtLaunch",
        host=members("sourcePath"),
        dockerVolumeConfiguration=members("scope autoprovision driver"),
        efsVolumeConfiguration=members("fileSystemId rootDirectory transitEncryption transitEncryptionPort"),
    ),
)
_CLUSTER = members(
    "clusterArn clusterName status registeredContainerInstancesCount runningTasksCount pendingTasksCount "
    "activeServicesCount capacityProviders",
    tags=TAGS,
    settings=members("name value"),
    defaultCapacityProviderStrategy=_STRATEGY,
)
_RANGE = members("min max")
_REQUIREMENTS = members(
    "cpuManufacturers excludedInstanceTypes allowedInstanceTypes instanceGenerations bareMetal burstablePerformance "
    "localStorage localStorageTypes acceleratorTypes acceleratorManufacturers acceleratorNames requireHibernateSupport "
    "spotMaxPricePercentageOverLowestPrice onDemandMaxPricePercentageOverLowestPrice "
    "maxSpotPriceAsPercentageOfOptimalOnDemandPrice",
    vCpuCount=_RANGE,
    memoryMiB=_RANGE,
    memoryGiBPerVCpu=_RANGE,
    networkInterfaceCount=_RANGE,
    networkBandwidthGbps=_RANGE,
    totalLocalStorageGB=_RANGE,
    baselineEbsBandwidthMbps=_RANGE,
    acceleratorCount=_RANGE,
    acceleratorTotalMemoryMiB=_RANGE,
)
_CAPACITY_PROVIDER = members(
    "capacityProviderArn name cluster status type",
    tags=TAGS,
    autoScalingGroupProvider=members(
        "autoScalingGroupArn managedTerminationProtection managedDraining",
        managedScaling=members(
            "status targetCapacity minimumScalingStepSize maximumScalingStepSize instanceWarmupPeriod"
        ),
    ),
    managedInstancesProvider=members(
        "propagateTags",
        infrastructureOptimization=members("scaleInAfter"),
        instanceLaunchTemplate=members(
            "capacityOptionType monitoring",
            storageConfiguration=members("storageSizeGiB"),
            networkConfiguration=members("subnets securityGroups"),
            instanceRequirements=_REQUIREMENTS,
        ),
    ),
)
_RESOURCE = members("name type integerValue longValue doubleValue stringSetValue")
_CONTAINER_INSTANCE = members(
    "containerInstanceArn ec2InstanceId capacityProviderName status agentConnected runningTasksCount pendingTasksCount "
    "registeredAt",
    tags=TAGS,
    registeredResources=_RESOURCE,
    remainingResources=_RESOURCE,
    attributes=members("name value"),
    versionInfo=members("agentVersion"),
)

ECS_MEMBERS: Mapping[str, Members] = {
    "clusters": _CLUSTER,
    "services": _SERVICE,
    "tasks": _TASK,
    "task_definitions": _TASK_DEFINITION,
    "capacity_providers": _CAPACITY_PROVIDER,
    "container_instances": {**_CONTAINER_INSTANCE, "clusterArn": True},
}
