using static Dispatch.Contracts.FailureKind;

namespace Dispatch.Worker.Tests.Providers.Failures.Samples;

internal static class BedrockSamples
{
    private const string Address = ":http://internal.amazon.com/coral/com.amazon.bedrock/";
    private const string ErrorCodes = "https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html";

    public static FailureSample[] All { get; } =
    [
        new("Bedrock: throttled", 429, """{"message":"Too many tokens, please wait before trying again."}""",
            RateLimited, "https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/99")
        {
            Headers = [("x-amzn-ErrorType", "ThrottlingException" + Address)],
        },
        new("Bedrock: throttled, in another status", 400,
            """{"__type":"com.amazon.coral.availability#ThrottlingException","message":"Rate exceeded"}""",
            RateLimited, "https://github.com/lobehub/lobehub/issues/3994"),
        new("Bedrock: the limit of the day", 429, """{"message":"Too many tokens per day, please wait before trying again."}""",
            QuotaExceeded, "https://github.com/minorun365/agent-book/issues/29")
        {
            Headers = [("x-amzn-ErrorType", "ThrottlingException" + Address)],
        },
        new("Bedrock: the account's quota comes as 400", 400, """{"message":"Your request exceeds the service quota for your account."}""",
            QuotaExceeded, ErrorCodes) { Headers = [("x-amzn-errortype", "ServiceQuotaExceededException")] },
        new("Bedrock: a model that needs an inference profile", 400,
            """{"message":"Invocation of model ID anthropic.claude-3-7-sonnet-20250219-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID of an inference profile."}""",
            ModelUnavailable, "https://github.com/cline/cline/issues/2482")
        {
            Headers = [("x-amzn-errortype", "ValidationException" + Address)],
        },
        new("Bedrock: a model without on-demand throughput", 400, """{"message":"The provided model doesn't support on-demand throughput."}""",
            ModelUnavailable, "https://github.com/konveyor/kai/issues/411"),
        new("Bedrock: an unknown model", 400, """{"message":"The provided model identifier is invalid."}""",
            ModelUnavailable, "https://github.com/earendil-works/pi/issues/4993")
        {
            Headers = [("x-amzn-errortype", "ValidationException" + Address)],
        },
        new("Bedrock: a model that is gone", 404, """{"message":"Model not found."}""",
            ModelUnavailable, "https://github.com/mlcommons/modelbench/issues/1654")
        {
            Headers = [("x-amzn-errortype", "ResourceNotFoundException")],
        },
        new("Bedrock: no access to the model", 403, """{"message":"You don't have access to the model with the specified model ID."}""",
            ModelUnavailable, "https://github.com/anthropics/claude-code/issues/536")
        {
            Headers = [("x-amzn-errortype", "AccessDeniedException" + Address)],
        },
        new("Bedrock: a model that nobody subscribed to", 403,
            """{"message":"Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions."}""",
            ModelUnavailable, "https://github.com/ministryofjustice/modernisation-platform-environments/pull/18323")
        {
            Headers = [("x-amzn-errortype", "AccessDeniedException")],
        },
        new("Bedrock: a role that may not call", 403, """{"Message":"User: arn:aws:sts::1:role/x is not authorized to perform: bedrock:InvokeModel"}""",
            Credential, ErrorCodes) { Headers = [("x-amzn-errortype", "AccessDeniedException")] },
        new("Bedrock: a signature that does not fit comes as 400", 400, """{"message":"The request signature does not conform to AWS standards."}""",
            Credential, ErrorCodes) { Headers = [("x-amzn-errortype", "IncompleteSignature")] },
        new("Bedrock: an input that is too long", 400, """{"message":"Input is too long for requested model."}""",
            ContextLengthExceeded, "https://github.com/aws-samples/assessment-generator/issues/2")
        {
            Headers = [("x-amzn-errortype", "ValidationException" + Address)],
        },
        new("Bedrock: an answer longer than the model gives", 400,
            """{"message":"The maximum tokens you requested exceeds the model limit of 32768"}""",
            ModelUnavailable, "https://github.com/charmbracelet/crush/issues/946"),
        new("Bedrock: a body of a wrong shape", 400,
            """{"message":"Malformed input request: #: extraneous key [stream] is not permitted, please reformat your input and try again."}""",
            InvalidRequest, "https://github.com/fumito-ito/AnthropicSwiftSDK/issues/19")
        {
            Headers = [("x-amzn-errortype", "ValidationException" + Address)],
        },
        new("Bedrock: a model that is not ready comes as 429", 429, """{"message":"The model is not ready to serve inference requests."}""",
            Transient, ErrorCodes) { Headers = [("x-amzn-errortype", "ModelNotReadyException")] },
        new("Bedrock: a model at fault", 424, """{"message":"The system encountered an unexpected error during processing."}""",
            Transient, ErrorCodes) { Headers = [("x-amzn-errortype", "ModelErrorException")] },
        new("Bedrock: a model that took too long", 408, """{"message":"Processing time exceeded the model timeout length."}""",
            Transient, ErrorCodes) { Headers = [("x-amzn-errortype", "ModelTimeoutException")] },
        new("Bedrock: out of service", 503, """{"message":"Bedrock is unable to process your request."}""",
            Transient, ErrorCodes) { Headers = [("x-amzn-errortype", "ServiceUnavailableException")] },
    ];
}
