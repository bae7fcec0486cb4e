using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>The tables of the store. Their making is a matter of the migrations, see <see cref="Migration"/>.</summary>
internal sealed class LettersContext(DbContextOptions<LettersContext> options) : DbContext(options)
{
    public DbSet<LetterRow> Letters => Set<LetterRow>();

    public DbSet<ContentRow> Contents => Set<ContentRow>();

    public DbSet<SearchRow> Searches => Set<SearchRow>();

    public DbSet<MetadataRow> Metadata => Set<MetadataRow>();

    public DbSet<GroupRow> Groups => Set<GroupRow>();

    public DbSet<NoteRow> Notes => Set<NoteRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<AuditedRow> Audited => Set<AuditedRow>();

    public DbSet<ReplayJobRow> ReplayJobs => Set<ReplayJobRow>();

    public DbSet<ReplayItemRow> ReplayItems => Set<ReplayItemRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LetterRow>(letter =>
        {
            letter.ToTable("letters").HasKey(row => row.Key);
            letter.Property(row => row.Key).ValueGeneratedNever();
            letter.Property(row => row.Reason).HasConversion<string>();
        });
        modelBuilder.Entity<GroupRow>(group =>
        {
            group.ToTable("letter_groups").HasKey(row => row.Fingerprint);
            group.Property(row => row.Reason).HasConversion<string>();
        });
        modelBuilder.Entity<ContentRow>().ToTable("letter_contents").HasKey(row => row.Key);
        modelBuilder.Entity<ContentRow>().Property(row => row.Key).ValueGeneratedNever();
        modelBuilder.Entity<SearchRow>().ToTable("letter_searches").HasKey(row => row.Key);
        modelBuilder.Entity<SearchRow>().Property(row => row.Key).ValueGeneratedNever();
        modelBuilder.Entity<MetadataRow>().ToTable("letter_metadata").HasKey(row => new { row.Name, row.Value, row.Key });
        modelBuilder.Entity<NoteRow>().ToTable("letter_notes").HasKey(row => row.Id);
        modelBuilder.Entity<AuditRow>().ToTable("audit").HasKey(row => row.Id);
        modelBuilder.Entity<AuditedRow>().ToTable("audited_letters").HasKey(row => new { row.Key, row.AuditId });
        modelBuilder.Entity<ReplayJobRow>().ToTable("replay_jobs").HasKey(row => row.Number);
        modelBuilder.Entity<ReplayItemRow>().ToTable("replay_items").HasKey(row => new { row.Job, row.Position });

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }
}
