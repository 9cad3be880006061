/** The folder under `projects/` in which Claude Code keeps the transcripts of a working folder. Not reversible. */
export const claudeSlug = (path: string): string => {
  const slug = path.replace(/[^a-zA-Z0-9]/g, '-');
  if (slug.length <= 200) return slug;
  let hash = 0;
  for (let at = 0; at < path.length; at += 1) hash = ((hash << 5) - hash + path.charCodeAt(at)) | 0;
  return `${slug.slice(0, 200)}-${Math.abs(hash).toString(36)}`;
};
