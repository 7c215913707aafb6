"""ecsquote tells what an Amazon ECS workload costs on every launch type, before it is deployed."""

__version__ = "0.1.0"
