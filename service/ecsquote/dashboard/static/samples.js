// Examples one click away: a task definition as AWS prints it, and what surrounds it.

const SMALL = {
  family: "my-task",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  cpu: "256",
  memory: "512",
  containerDefinitions: [{ name: "app", image: "nginx:1.27", essential: true, portMappings: [{ containerPort: 80 }] }],
};
const WEB = {
  family: "storefront",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE", "EC2"],
  cpu: "1024",
  memory: "2048",
  containerDefinitions: [
    { name: "web", image: "storefront:4.2", essential: true, cpu: 768, memory: 1536, portMappings: [{ containerPort: 8080 }] },
    { name: "log-router", image: "aws-for-fluent-bit:2", essential: false, cpu: 256, memory: 512 },
  ],
};
const GPU = {
  family: "inference",
  networkMode: "awsvpc",
  requiresCompatibilities: ["EC2"],
  cpu: "4096",
  memory: "15360",
  containerDefinitions: [
    { name: "model", image: "model-server:2", essential: true, resourceRequirements: [{ type: "GPU", value: "1" }] },
  ],
};
const WEB_SERVICE = {
  serviceName: "storefront",
  desiredCount: 4,
  launchType: "FARGATE",
  networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-0a1", "subnet-0b2"], assignPublicIp: "DISABLED" } },
};

const text = (document) => JSON.stringify(document, null, 2);

export const SAMPLES = [
  { name: "Small task", task: text(SMALL), service: "", form: { load: "constant", tasks: "4" } },
  {
    name: "Web service, busy in the evening",
    task: text(WEB),
    service: text(WEB_SERVICE),
    week: "evening",
    form: { load: "week", alb: true, alb_requests_per_second: "400", alb_processed_gb_per_hour: "1.2", alb_new_connections_per_second: "30", alb_active_connections: "1800", internet_out_gb: "500", inter_az_gb: "150", nat_count: "2", nat_gb: "60", logs_ingested_gb: "45", logs_stored_gb: "20" },
  },
  { name: "GPU inference", task: text(GPU), service: "", form: { load: "constant", tasks: "2" } },
  { name: "A size Fargate has not", task: text({ ...SMALL, cpu: "300", memory: "512" }), service: "", form: {} },
];
