using SweepCluster.Model.Spec;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class ConfigurationJsonTests
{
    [Fact]
    public void Write_AConfiguration_IsInTheWordsOfSpecsWithEveryDefault()
    {
        var spec = Specs.Read("""
            name: x
            dataset: idx:/a folder/ä=1
            split: {fraction: 0.1}
            test_scale: 1
            base:
              hidden: [300, 100]
              activation: [selu, tanh]
              init: {name: normal, std: 0.1}
              clip_norm: 1
              optimizer: {name: rmsprop, convention: tf1, momentum: 0.9}
              schedule: {name: cosine, minimum: 0.01, warmup_epochs: 1}
            early_stopping: {patience: 3}
            """);

        ConfigurationJson.Write(ConfigurationResolver.Resolve(spec, [])).ShouldBe(
            ("{'dataset':'idx:/a folder/ä=1','split':{'fraction':0.1},'scale':255,'test_scale':1,"
            + "'hidden':[300,100],'activation':['selu','tanh'],'init':{'name':'normal','mean':0,'std':0.1},'bias_init':'zeros',"
            + "'dropout':0,'l2':0,'clip_value':'none','clip_norm':1,'epochs':5,'batch':32,'drop_remainder':false,'shuffle':true,"
            + "'optimizer':{'name':'rmsprop','convention':'tf1','lr':0.001,'momentum':0.9,'rho':0.9,'eps':1E-10,"
            + "'initial_accumulator':1},'schedule':{'name':'cosine','minimum':0.01,'warmup_epochs':1},"
            + "'early_stopping':{'metric':'val_loss','patience':3,'min_delta':0,'restore_best':false}}").Replace('\'', '"'));
    }

    [Theory]
    [InlineData("base: {optimizer: sgd}", "\"lr\":0.01,\"momentum\":0,\"nesterov\":false}")]
    [InlineData("base: {schedule: {name: step, gamma: 0.5, every: 2}}", "\"gamma\":0.5,\"every\":2,\"warmup_epochs\":0}")]
    [InlineData("split: {last: 100}", "\"split\":{\"last\":100}")]
    [InlineData("kind: lr-range", "\"range\":{\"start\":0.001,")]
    public void Write_ASetting_IsComplete(string line, string expected) => ConfigurationJson
        .Write(ConfigurationResolver.Resolve(Specs.Read($"name: x\ndataset: mnist\n{line}\n"), []))
        .ShouldContain(expected);
}
